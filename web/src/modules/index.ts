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
import "./printing";
import "./registration";
import "./relations";
import "./reminders";
import "./segments";
import "./team";
import "./today";
