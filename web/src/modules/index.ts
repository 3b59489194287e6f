/** What modules add to the generic pages. */
import "./activities";
import "./parties";
