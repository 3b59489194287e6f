/** What modules add to the generic pages. */
import "./duplicates";
import "./parties";
