/** What one can try in a pane. */
export type Part = 'conversation' | 'project' | 'notifications';
