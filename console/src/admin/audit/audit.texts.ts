import type { Catalogue } from '../../i18n/texts.js';

const en = {
  title: 'Audit log',
  reload: 'Reload',
  empty: 'Nothing has been changed yet',
  details: 'Details',
};

export const auditTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'سجل التدقيق',
    reload: 'تحديث',
    empty: 'لم يتغير شيء بعد',
    details: 'التفاصيل',
  },
};
