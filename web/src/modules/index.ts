/** What modules add to the generic pages. */
import "./activities";
import "./handover";
import "./health";
import "./parties";
import "./registration";
import "./segments";
import "./team";
