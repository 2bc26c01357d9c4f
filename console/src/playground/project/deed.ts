import type { ProjectStatus } from 'depth-realtime/client';

import type { Texts } from '../../i18n/texts.js';
import type { Format } from '../../i18n/use-format.js';
import type { PlaygroundTexts } from '../playground.texts.js';

/** What is common to a record and to a change that still waits. */
export interface Deed {
  readonly status?: ProjectStatus;
  readonly progress?: number;
  readonly milestone?: string;
  readonly comment?: string;
}

/** What somebody did, as the end of a sentence that begins with their name. */
export function deedText(deed: Deed, text: Texts<PlaygroundTexts>, format: Format): string {
  if (deed.status !== undefined) return text.didStatus(text.projectStatuses[deed.status]);
  if (deed.progress === undefined) return text.didComment;
  const percent = format.number(deed.progress / 100, { style: 'percent', maximumFractionDigits: 4 });
  return deed.milestone === undefined ? text.didProgress(percent) : text.didProgressMilestone(percent, deed.milestone);
}
