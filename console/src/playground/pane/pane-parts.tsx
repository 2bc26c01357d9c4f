import { useConversation, useNotifications, usePresence, useProject } from 'depth-realtime/react';
import { lazy, type ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useAnnounce } from '../../ui/announcer.js';
import { Tabs } from '../../ui/tabs.js';
import { ConversationPanel } from '../conversation/conversation-panel.js';
import { useMe } from '../members/use-me.js';
import { useMissed } from '../missed.js';
import { useNameOf } from '../names.js';
import { playgroundTexts } from '../playground.texts.js';
import { useAttendance } from '../project/use-attendance.js';
import { usePane } from './pane-context.js';
import styles from './pane.module.css';
import type { Part } from './part.js';

const ProjectPanel = lazy(() => import('../project/project-panel.js'));
const NotificationsPanel = lazy(() => import('../notifications/notifications-panel.js'));

/** What one can try. What is behind the other tabs stays open: its counts go on, and what it misses is caught up too. */
export function PaneParts(): ReactNode {
  const text = useTexts(playgroundTexts);
  const { rooms, part, show } = usePane();
  const me = useMe();
  const nameOf = useNameOf();
  const announce = useAnnounce();
  const missed = useMissed();
  const conversation = useConversation(rooms.conversationId, {
    message: ({ id, senderId, content }) => {
      missed.note(id);
      if (senderId !== me) announce(text.announceMessage(nameOf(senderId), content));
    },
    updated: ({ id }) => missed.note(id),
    deleted: ({ messageId }) => missed.note(messageId),
    status: ({ status }) => missed.status(status),
  });
  const missedRecords = useMissed();
  const [visits, noteVisit] = useAttendance();
  const project = useProject(rooms.projectId, {
    status: ({ id }) => missedRecords.note(id),
    progress: ({ id }) => missedRecords.note(id),
    comment: ({ id }) => missedRecords.note(id),
    room: ({ status }) => missedRecords.status(status),
    userJoined: ({ userId }) => noteVisit(userId, true),
    userLeft: ({ userId }) => noteVisit(userId, false),
  });
  // Watched here, so that going from tab to tab asks for nothing anew.
  usePresence([...conversation.members, ...project.members].map(({ userId }) => userId));
  const missedNotifications = useMissed();
  const inbox = useNotifications({
    new: ({ id, title }) => {
      missedNotifications.note(id);
      announce(text.announceNotification(title));
    },
    status: ({ status }) => missedNotifications.status(status),
  });
  return (
    <Tabs<Part>
      label={text.parts}
      className={styles['parts']}
      value={part}
      onChange={show}
      tabs={[
        {
          value: 'conversation',
          label: text.tabs.conversation,
          count: part === 'conversation' ? 0 : conversation.unread,
          content: <ConversationPanel conversation={conversation} missed={missed.ids} />,
        },
        {
          value: 'project',
          label: text.tabs.project,
          content: <ProjectPanel project={project} missed={missedRecords.ids} visits={visits} />,
        },
        {
          value: 'notifications',
          label: text.tabs.notifications,
          content: <NotificationsPanel inbox={inbox} missed={missedNotifications.ids} />,
        },
      ]}
    />
  );
}
