/** What modules add to the generic pages. */
import "./activities";
import "./calendar";
import "./duplicates";
import "./handover";
import "./health";
import "./journals";
import "./lifecycle";
import "./parties";
import "./pools";
import "./registration";
import "./relations";
import "./reminders";
import "./reports";
import "./segments";
import "./targets";
import "./team";
import "./today";
