import type { Catalogue } from '../i18n/texts.js';

const en = {
  title: 'Sign in',
  chooseUser: 'Be one of the demo’s users',
  administrator: 'administrator',
  token: 'Token',
  tokenHint: 'A JWT whose claim userId, or else sub, names the user. It stays in this tab, and is forgotten with it.',
  tokenInvalid: 'This is not a token: it has three parts with dots between them.',
  useToken: 'Sign in with the token',
  orToken: 'Or with a token',
  notLocal: 'The demo gives tokens only to a browser on the server’s own machine. Make one there, and paste it here:',
};

export const sessionTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'تسجيل الدخول',
    chooseUser: 'ادخل بصفة أحد مستخدمي التجربة',
    administrator: 'مشرفة',
    token: 'الرمز المميز',
    tokenHint: 'رمز JWT يسمّي المستخدم في الحقل userId أو sub. يبقى في هذه النافذة وحدها ويُنسى بإغلاقها.',
    tokenInvalid: 'هذا ليس رمزاً مميزاً: الرمز ثلاثة أجزاء تفصل بينها نقاط.',
    useToken: 'ادخل بهذا الرمز',
    orToken: 'أو ادخل برمز مميز',
    notLocal: 'لا تُعطى رموز التجربة إلا لمتصفح على جهاز الخادم نفسه. أنشئ رمزاً هناك ثم ألصقه هنا:',
  },
};
