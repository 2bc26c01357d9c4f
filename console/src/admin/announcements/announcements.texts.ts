import type { Catalogue } from '../../i18n/texts.js';

const en = {
  title: 'New announcement',
  message: 'Message',
  level: 'Level',
  levels: { info: 'Information', warning: 'Warning', critical: 'Critical' },
  rooms: 'Rooms',
  roomsHint: 'user:…, conversation:… or project:…, separated by spaces. Empty: everyone.',
  preview: 'Preview',
  emptyPreview: 'What you write appears here as readers may see it.',
  toEveryone: 'Goes to everyone who is connected, and is not stored.',
  toRooms: (rooms: string) => `Goes to who is connected in: ${rooms}`,
  send: 'Send…',
  confirmEveryone: 'Send to everyone?',
  confirmRooms: 'Send to these rooms?',
  sendNow: 'Send now',
  cancel: 'Cancel',
  sent: 'The announcement has been sent.',
};

export const announcementsTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'إعلان جديد',
    message: 'الرسالة',
    level: 'المستوى',
    levels: { info: 'معلومة', warning: 'تحذير', critical: 'عاجل' },
    rooms: 'الغرف',
    roomsHint: '\u2066user:…\u2069 أو \u2066conversation:…\u2069 أو \u2066project:…\u2069 وبينها مسافات. فارغ: للجميع.',
    preview: 'معاينة',
    emptyPreview: 'ما تكتبه يظهر هنا كما قد يراه القراء.',
    toEveryone: 'يصل إلى كل المتصلين الآن، ولا يُحفظ.',
    toRooms: (rooms) => `يصل إلى المتصلين في: \u2068${rooms}\u2069`,
    send: 'إرسال…',
    confirmEveryone: 'الإرسال إلى الجميع؟',
    confirmRooms: 'الإرسال إلى هذه الغرف؟',
    sendNow: 'أرسل الآن',
    cancel: 'إلغاء',
    sent: 'أُرسل الإعلان.',
  },
};
