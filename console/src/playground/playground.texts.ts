import type { Catalogue } from '../i18n/texts.js';

const en = {
  title: 'Playground',
  panes: { first: 'First user', second: 'Second user' },
  connecting: 'Connecting…',
  online: 'Online',
  signOut: 'Sign out',
};

export const playgroundTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'ساحة التجربة',
    panes: { first: 'المستخدم الأول', second: 'المستخدم الثاني' },
    connecting: 'جارٍ الاتصال…',
    online: 'متصل',
    signOut: 'تسجيل الخروج',
  },
};
