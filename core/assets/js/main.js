// Every page works without this file; it adds countdowns, autosave and the accessible error summary.
import "htmx.org";
import { ErrorSummary, FileUpload, CharacterCount, createAll } from "govuk-frontend";

import { autosave } from "./autosave";
import { countdowns } from "./countdown";
import { passkeys } from "./passkey";
import { totals } from "./total";
import { uploads } from "./upload";

document.documentElement.classList.add("js-enabled");
document.body.classList.add("govuk-frontend-supported");
createAll(ErrorSummary);
createAll(CharacterCount);
createAll(FileUpload);
countdowns(document);
autosave(document);
passkeys(document);
totals(document);
uploads(document);
