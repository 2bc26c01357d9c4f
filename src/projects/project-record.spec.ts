import { describe, expect, it } from 'vitest';

import { activityOf, recordOf, stateAfter, type RecordEvent } from './project-record.js';

function event(type: string, data: Record<string, unknown>): RecordEvent {
  return {
    stream: 'project:film',
    epoch: 'e1',
    seq: 7,
    type,
    actorId: 'layla',
    data,
    createdAt: '2026-01-02T03:04:05.678Z',
  };
}

const HEAD = {
  id: 'e1.7',
  projectId: 'film',
  seq: 7,
  userId: 'layla',
  createdAt: '2026-01-02T03:04:05.678Z',
};

describe('project records', () => {
  it('tells what was done, and leaves the state to the update', () => {
    const project = { id: 'film' };
    expect(recordOf(event('statusUpdate', { status: 'review', project }))).toEqual({ ...HEAD, status: 'review' });
    expect(recordOf(event('progress', { progress: 40, project }))).toEqual({ ...HEAD, progress: 40 });
    expect(recordOf(event('progress', { progress: 75.5, milestone: 'تصوير', project }))).toEqual({
      ...HEAD,
      progress: 75.5,
      milestone: 'تصوير',
    });
    expect(recordOf(event('comment', { comment: 'عمل رائع!', attachments: [] }))).toEqual({
      ...HEAD,
      comment: 'عمل رائع!',
      attachments: [],
    });
    expect(() => recordOf(event('update', { project }))).toThrow('update');
  });

  it('knows the state after a change, and none after a comment', () => {
    const project = { id: 'film', status: 'review' };
    expect(stateAfter(event('statusUpdate', { status: 'review', project }))).toBe(project);
    expect(stateAfter(event('comment', { comment: 'hi', attachments: [] }))).toBeUndefined();
  });

  it.each([
    ['statusUpdate', { status: 'on_hold' }, 'on_hold'],
    ['progress', { progress: 75 }, '75%'],
    ['progress', { progress: 75, milestone: 'تصوير مكتمل' }, '75% · تصوير مكتمل'],
    ['comment', { comment: 'short' }, 'short'],
    ['comment', { comment: 'x'.repeat(141) }, 'x'.repeat(140)],
    ['comment', { comment: `${'x'.repeat(139)}🎬 end` }, 'x'.repeat(139)],
    ['comment', { comment: `${'x'.repeat(138)}🎬 end` }, `${'x'.repeat(138)}🎬`],
  ])('summarises %s %j', (type, data, summary) => {
    expect(activityOf(event(type, data))).toEqual({
      projectId: 'film',
      seq: 7,
      type: `project:${type}`,
      userId: 'layla',
      createdAt: HEAD.createdAt,
      summary,
    });
  });
});
