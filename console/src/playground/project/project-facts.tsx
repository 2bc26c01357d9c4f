import type { Project, ProjectState } from 'depth-realtime/client';
import { type ReactNode, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './project.module.css';
import { PROJECT_STATUS_ORDER } from './statuses.js';

/** How the project stands, and the ways to change it. */
export function ProjectFacts({ project, room }: { project: ProjectState; room: Project }): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const [progress, setProgress] = useState(project.progress);
  const [told, setTold] = useState(project.progress);
  if (told !== project.progress) {
    // Somebody has moved it.
    setTold(project.progress);
    setProgress(project.progress);
  }
  const [milestone, setMilestone] = useState('');
  const percent = format.number(progress / 100, { style: 'percent', maximumFractionDigits: 1 });
  const submit = (): void => {
    void room.setProgress(progress, milestone.trim() === '' ? undefined : milestone.trim()).catch(() => undefined);
    setMilestone('');
  };
  return (
    <div className={styles['facts']}>
      <div className={styles['head']}>
        <div className={styles['title']}>
          <h3>
            <bdi>{project.name}</bdi>
          </h3>
          {project.milestone !== null && <p className={styles['milestone']}>{project.milestone}</p>}
        </div>
        <SelectField
          label={text.status}
          labelHidden
          className={styles['status']}
          value={project.status}
          options={PROJECT_STATUS_ORDER.map((value) => ({ value, label: text.projectStatuses[value] }))}
          onChoose={(status) => void room.setStatus(status).catch(() => undefined)}
        />
      </div>
      <form
        className={styles['progress']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <label className={styles['slider']}>
          <span className={styles['sliderLabel']}>
            {text.progress}
            <output>{percent}</output>
          </span>
          <input
            type="range"
            min={0}
            max={100}
            step={1}
            value={progress}
            aria-valuetext={percent}
            onChange={(event) => setProgress(event.target.valueAsNumber)}
          />
        </label>
        <TextField
          label={text.milestone}
          labelHidden
          className={styles['milestoneField']}
          placeholder={text.milestonePlaceholder}
          dir="auto"
          maxLength={200}
          value={milestone}
          onChange={(event) => setMilestone(event.target.value)}
        />
        <Button type="submit">{text.update}</Button>
      </form>
    </div>
  );
}
