import type { ReactNode } from 'react';

import type { DemoUser } from '../../../src/console/console.protocol.js';
import { useTexts } from '../i18n/texts.js';
import { Avatar } from '../ui/avatar.js';
import { sessionTexts } from './session.texts.js';
import styles from './sign-in.module.css';

export interface DemoUsersProps {
  users: readonly DemoUser[];
  onChoose: (userId: string) => void;
}

/** The users of the demo, each a button. */
export function DemoUsers({ users, onChoose }: DemoUsersProps): ReactNode {
  const text = useTexts(sessionTexts);
  return (
    <section className={styles['users']} aria-label={text.chooseUser}>
      <p className={styles['note']}>{text.chooseUser}</p>
      <ul className={styles['list']}>
        {users.map((user) => (
          <li key={user.id}>
            <button type="button" className={styles['user']} onClick={() => onChoose(user.id)}>
              <Avatar id={user.id} name={user.displayName} />
              <span className={styles['name']}>
                <bdi>{user.displayName}</bdi>
                <span className={styles['id']}>
                  <bdi>{user.id}</bdi>
                  {user.role === 'admin' && ` · ${text.administrator}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
