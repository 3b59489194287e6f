/** What modules add to the generic pages. */
import "./journals";
import "./parties";
import "./today";
