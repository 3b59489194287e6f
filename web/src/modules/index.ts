/** What modules add to the generic pages. */
import "./activities";
import "./journals";
import "./parties";
import "./today";
import "./pools";
import "./segments";
import "./health";
import "./registration";
import "./lifecycle";
import "./relations";
