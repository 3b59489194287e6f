/** What modules add to the generic pages. */
import "./activities";
import "./duplicates";
import "./parties";
import "./segments";
import "./health";
import "./registration";
