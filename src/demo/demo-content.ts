/** Who is there in the demo. */
export const DEMO_USERS = [
  { id: 'layla', displayName: 'ليلى', role: 'member' },
  { id: 'omar', displayName: 'عمر', role: 'member' },
  { id: 'noor', displayName: 'نور', role: 'member' },
  { id: 'admin', displayName: 'المشرفة', role: 'admin' },
] as const;

const MEMBERS = ['layla', 'omar'] as const;

export const DEMO_CONVERSATION = { id: 'general', title: 'النقاش العام', memberIds: MEMBERS } as const;

export const DEMO_PROJECT = { id: 'launch-film', name: 'فيلم الإطلاق', memberIds: MEMBERS } as const;

/** The first messages of the conversation, in order. */
export const DEMO_MESSAGES = [
  { senderId: 'layla', content: 'أهلاً بكم! هنا نتابع العمل على فيلم الإطلاق.' },
  { senderId: 'omar', content: 'Great. I will have the first cut ready for review tomorrow.' },
  { senderId: 'layla', content: 'ممتاز، سأرسل ملاحظاتي فور وصولها.' },
] as const;

export const DEMO_NOTIFICATION = {
  type: 'welcome',
  title: 'مرحباً بك',
  body: 'أُضفتَ إلى مشروع «فيلم الإطلاق».',
  data: { projectId: DEMO_PROJECT.id },
} as const;
