import type { Catalogue } from '../i18n/texts.js';

const en = {
  title: 'Administration',
  signIn: 'Sign in as an administrator',
  refused: 'Administration needs the role admin, which this user does not have.',
  signOut: 'Sign out',
  connecting: 'Connecting…',
};

export const adminTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'الإدارة',
    signIn: 'ادخل بصفة مشرف',
    refused: 'تحتاج الإدارة إلى الدور admin، وليس لهذا المستخدم.',
    signOut: 'تسجيل الخروج',
    connecting: 'جارٍ الاتصال…',
  },
};
