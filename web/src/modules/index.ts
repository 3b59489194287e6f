/** What modules add to the generic pages. */
import "./handover";
import "./parties";
import "./team";
