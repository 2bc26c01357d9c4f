import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { codeOf } from './code-of.js';
import { CopyButton } from './copy-button.js';
import type { LoggedFrame } from './frame-log.js';
import styles from './frames.module.css';
import { framesTexts } from './frames.texts.js';

/** As much of a value as is shown, in characters. */
const SHOWN = 20_000;

/** All of one frame: payload, answer and times, and ways to take it along. */
export function FrameDetail({ frame }: { frame: LoggedFrame | undefined }): ReactNode {
  const text = useTexts(framesTexts);
  const format = useFormat();
  if (frame === undefined) {
    return (
      <div className={styles['detail']}>
        <p className={styles['choose']}>{text.choose}</p>
      </div>
    );
  }
  const { namespace, event, at, ms, payload, answer, direction } = frame;
  return (
    <div className={styles['detail']}>
      <div className={styles['detailHead']}>
        <code dir="ltr">
          {namespace} <strong>{event}</strong>
        </code>
        <CopyButton label={text.copyCode} content={() => codeOf(frame, location.origin)} />
        <CopyButton
          label={text.copyJson}
          content={() => JSON.stringify({ namespace, event, payload, answer }, null, 2)}
        />
      </div>
      <p className={styles['facts']}>
        {format.dateTime(at)}
        {ms !== undefined && ` · ${text.milliseconds(format.number(ms, { maximumFractionDigits: 1 }))}`}
      </p>
      <Json title={text.payload} value={payload} />
      {direction === 'out' && answer !== undefined && <Json title={text.answer} value={answer} />}
    </div>
  );
}

function Json({ title, value }: { title: string; value: unknown }): ReactNode {
  const text = useTexts(framesTexts);
  const json = value === undefined ? '' : JSON.stringify(value, null, 2);
  return (
    <>
      <h4 className={styles['jsonTitle']}>{title}</h4>
      <pre className={styles['json']} dir="ltr" tabIndex={0} aria-label={title}>
        {json.slice(0, SHOWN)}
      </pre>
      {json.length > SHOWN && <p className={styles['facts']}>{text.cutShort}</p>}
    </>
  );
}
