import type { Catalogue } from '../../i18n/texts.js';

const en = {
  title: 'Rooms',
  namespace: 'Namespace',
  allNamespaces: 'All',
  reload: 'Reload',
  none: 'There is no room',
  sockets: (count: number, formatted: string) => (count === 1 ? '1 socket' : `${formatted} sockets`),
  membersOf: (room: string) => `In ${room}`,
  empty: 'Nobody is in it now',
};

export const roomsTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'الغرف',
    namespace: 'مساحة الأسماء',
    allNamespaces: 'الكل',
    reload: 'تحديث',
    none: 'لا توجد غرف',
    sockets: (count, formatted) => {
      if (count === 1) return 'اتصال واحد';
      if (count === 2) return 'اتصالان';
      return count <= 10 ? `${formatted} اتصالات` : `${formatted} اتصالًا`;
    },
    membersOf: (room) => `في \u2068${room}\u2069`,
    empty: 'لا أحد فيها الآن',
  },
};
