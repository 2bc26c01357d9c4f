import type { Locale } from './catalogue.js';

type Messages = Readonly<Record<Locale, string>>;

const FALLBACK: Messages = { ar: 'قيمة غير صالحة', en: 'is not valid' };

/** What is told of a broken validation rule, by the rule's name in class-validator or in our own decorators. */
const RULES: Readonly<Record<string, Messages>> = {
  arrayMaxSize: { ar: 'عدد العناصر أكبر من المسموح', en: 'has too many items' },
  arrayMinSize: { ar: 'عدد العناصر أقل من المطلوب', en: 'has too few items' },
  arrayNotEmpty: { ar: 'يجب ألا تكون القائمة فارغة', en: 'must not be empty' },
  arrayUnique: { ar: 'يجب ألا تتكرر العناصر', en: 'must not repeat an item' },
  isArray: { ar: 'يجب أن تكون القيمة قائمة', en: 'must be a list' },
  isBoolean: { ar: 'يجب أن تكون القيمة صحيحاً أو خطأ', en: 'must be true or false' },
  isDefined: { ar: 'هذا الحقل مطلوب', en: 'is required' },
  isCursor: { ar: 'المؤشر غير صالح', en: 'is not a cursor that was given out' },
  isExactlyOne: { ar: 'يجب تحديد قيمة واحدة فقط', en: 'give exactly one of the alternatives' },
  isId: {
    ar: 'يجب أن يكون المعرّف من ١ إلى ٦٤ حرفاً لاتينياً أو رقماً أو من . _ -',
    en: 'must be an id: 1 to 64 letters, digits, or . _ -',
  },
  isIn: { ar: 'القيمة ليست من القيم المسموحة', en: 'is not one of the allowed values' },
  isInt: { ar: 'يجب أن تكون القيمة عدداً صحيحاً', en: 'must be a whole number' },
  isJsonObject: { ar: 'يجب أن تكون القيمة كائن JSON ضمن الحدود', en: 'must be a JSON object within the limits' },
  isKnownUser: { ar: 'لا يوجد مستخدم بهذا المعرّف', en: 'is not the id of a user' },
  isNotEmpty: { ar: 'هذا الحقل مطلوب', en: 'is required' },
  isNumber: { ar: 'يجب أن تكون القيمة عدداً', en: 'must be a number' },
  isObject: { ar: 'يجب أن تكون القيمة كائناً', en: 'must be an object' },
  isReadable: { ar: 'تعذّرت قراءة الطلب', en: 'cannot be read' },
  isRequired: { ar: 'هذا الحقل مطلوب', en: 'is required' },
  isRoom: {
    ar: 'يجب أن يكون اسم غرفة مثل user:id أو conversation:id أو project:id',
    en: 'must be a room: user:<id>, conversation:<id> or project:<id>',
  },
  isShallow: { ar: 'البيانات متداخلة أكثر من المسموح', en: 'is nested too deeply' },
  isString: { ar: 'يجب أن تكون القيمة نصاً', en: 'must be text' },
  isText: { ar: 'يجب أن تكون القيمة نصاً ضمن الطول المسموح', en: 'must be text within the allowed length' },
  isUrl: { ar: 'يجب أن يكون رابط https', en: 'must be an https URL' },
  matches: { ar: 'صيغة القيمة غير صالحة', en: 'does not have the required form' },
  max: { ar: 'القيمة أكبر من المسموح', en: 'is too large' },
  maxLength: { ar: 'النص أطول من المسموح', en: 'is too long' },
  min: { ar: 'القيمة أصغر من المسموح', en: 'is too small' },
  minLength: { ar: 'النص أقصر من المطلوب', en: 'is too short' },
  nestedValidation: { ar: 'يجب أن تكون القيمة كائناً', en: 'must be an object' },
  whitelistValidation: { ar: 'خاصية غير معروفة', en: 'is not a known property' },
};

/** The message of a rule in the given language. An unknown rule gets a general one. */
export function ruleMessage(rule: string, locale: Locale): string {
  return (RULES[rule] ?? FALLBACK)[locale];
}
