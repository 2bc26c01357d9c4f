import type { Catalogue } from '../i18n/texts.js';

const en = {
  title: 'Depth Realtime',
  skip: 'Skip to the content',
  navigation: 'Main',
  playground: 'Playground',
  administration: 'Administration',
  otherLanguage: 'العربية',
  switchLanguage: 'Change the language to Arabic',
  theme: (theme: string) => `Appearance: ${theme}. Change it`,
  themes: { system: 'as the system', light: 'light', dark: 'dark' },
  apiDocs: 'Server API',
  version: (version: string) => `Version ${version}`,
  notFound: 'There is no such page.',
  toPlayground: 'To the playground',
  unreachable: 'The server cannot be reached.',
  retry: 'Try again',
  failed: 'Something in this page failed.',
  reload: 'Load it again',
};

export const shellTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'Depth Realtime',
    skip: 'انتقل إلى المحتوى',
    navigation: 'التنقل الرئيسي',
    playground: 'ساحة التجربة',
    administration: 'الإدارة',
    otherLanguage: 'English',
    switchLanguage: 'غيّر اللغة إلى الإنجليزية',
    theme: (theme) => `المظهر: ${theme}. غيّره`,
    themes: { system: 'مثل النظام', light: 'فاتح', dark: 'داكن' },
    apiDocs: 'واجهة الخادم',
    version: (version) => `الإصدار ${version}`,
    notFound: 'لا توجد صفحة بهذا العنوان.',
    toPlayground: 'إلى ساحة التجربة',
    unreachable: 'تعذّر الوصول إلى الخادم.',
    retry: 'أعد المحاولة',
    failed: 'حدث خلل في هذه الصفحة.',
    reload: 'حمّلها من جديد',
  },
};
