/** What modules add to the generic pages. */
import "./activities";
import "./parties";
import "./pools";
import "./segments";
import "./health";
import "./registration";
