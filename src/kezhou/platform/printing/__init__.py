"""Records on paper: templates in Word and HTML with a closed placeholder grammar, PDF without a network, and a log of
who printed
what. A value reaches paper under the rights of whoever prints, as it reaches the screen."""
