import type { Catalogue } from '../../i18n/texts.js';

const en = {
  title: 'Live log',
  titleOf: (user: string) => `Live log of ${user}`,
  user: 'User id',
  namespace: 'Namespace',
  allNamespaces: 'All',
  follow: 'Follow',
  pause: 'Pause',
  resume: 'Resume',
  clear: 'Clear',
  waiting: 'Commands appear here as they are answered',
  pausedEmpty: 'Paused',
  milliseconds: (value: string) => `${value} ms`,
  dropped: (count: string) => `${count} commands were left out: there were too many`,
};

export const logTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'السجل المباشر',
    titleOf: (user) => `السجل المباشر لـ \u2068${user}\u2069`,
    user: 'معرّف المستخدم',
    namespace: 'مساحة الأسماء',
    allNamespaces: 'الكل',
    follow: 'متابعة',
    pause: 'إيقاف مؤقت',
    resume: 'استئناف',
    clear: 'مسح',
    waiting: 'تظهر الأوامر هنا حين يُجاب عنها',
    pausedEmpty: 'متوقف مؤقتًا',
    milliseconds: (value) => `${value} م.ث`,
    dropped: (count) => `أُغفل ${count} من الأوامر لكثرتها`,
  },
};
