/** What modules add to the generic pages. */
import "./activities";
import "./parties";
import "./segments";
import "./health";
import "./registration";
import "./lifecycle";
