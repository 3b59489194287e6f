/** What modules add to the generic pages. */
import "./parties";
import "./relations";
