/** The languages in which an error can be told. */
export type Locale = 'ar' | 'en';

/** One line of the error catalogue. */
export interface CatalogueEntry {
  /** What the user reads, by language. */
  readonly message: Readonly<Record<Locale, string>>;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The status with which the HTTP API answers the same failure. */
  readonly httpStatus: number;
  /** One sentence on when it is raised; the documentation's table is made of these. */
  readonly raisedWhen: string;
}

/**
 * Every failure that a client can be told of. Codes are part of the wire contract: they never change with the language,
 * and a new one is a change of the contract.
 */
export const ERROR_CATALOGUE = {
  AUTH_REQUIRED: {
    message: { ar: 'الرمز المميز مطلوب', en: 'A token is required' },
    retryable: false,
    httpStatus: 401,
    raisedWhen: 'A connection or an HTTP request carries no token.',
  },
  AUTH_INVALID: {
    message: { ar: 'رمز مميز غير صالح', en: 'The token is not valid' },
    retryable: false,
    httpStatus: 401,
    raisedWhen: 'The token is malformed, wrongly signed, from another issuer or audience, or was revoked.',
  },
  AUTH_EXPIRED: {
    message: { ar: 'انتهت صلاحية الرمز المميز', en: 'The token has expired' },
    retryable: false,
    httpStatus: 401,
    raisedWhen: 'The token has expired, at the connection or while connected.',
  },
  AUTH_USER_NOT_FOUND: {
    message: { ar: 'المستخدم غير موجود', en: 'The user does not exist' },
    retryable: false,
    httpStatus: 401,
    raisedWhen: 'The token is valid, but its subject is not in the user directory.',
  },
  AUTH_USER_DISABLED: {
    message: { ar: 'حساب المستخدم معطّل', en: 'The user is disabled' },
    retryable: false,
    httpStatus: 403,
    raisedWhen: 'The user exists and is disabled.',
  },
  AUTH_FAILED: {
    message: { ar: 'فشلت المصادقة', en: 'Authentication failed' },
    retryable: true,
    httpStatus: 503,
    raisedWhen: 'The check itself failed, for instance because the user directory is away.',
  },
  VALIDATION_FAILED: {
    message: { ar: 'بيانات غير صالحة', en: 'The data is not valid' },
    retryable: false,
    httpStatus: 400,
    raisedWhen: 'The payload is missing, of a wrong type, or breaks a rule; `details` lists `{ path, message }`.',
  },
  FORBIDDEN: {
    message: { ar: 'غير مسموح بهذا الإجراء', en: 'This is not allowed' },
    retryable: false,
    httpStatus: 403,
    raisedWhen: 'The caller has no access, or there is no such thing: one answer for both.',
  },
  NOT_JOINED: {
    message: { ar: 'يجب الانضمام إلى الغرفة أولاً', en: 'Join the room first' },
    retryable: false,
    httpStatus: 409,
    raisedWhen: 'The command needs a room that this socket has not joined.',
  },
  UNKNOWN_EVENT: {
    message: { ar: 'حدث غير معروف', en: 'There is no such event' },
    retryable: false,
    httpStatus: 404,
    raisedWhen: 'The namespace has no command of that name.',
  },
  RATE_LIMITED: {
    message: { ar: 'تجاوز حد المعدل', en: 'Too many requests' },
    retryable: true,
    httpStatus: 429,
    raisedWhen: 'The user has used up the allowance of the window; `retryAfterMs` says when to try again.',
  },
  PAYLOAD_TOO_LARGE: {
    message: { ar: 'حجم البيانات أكبر من المسموح', en: 'The payload is too large' },
    retryable: false,
    httpStatus: 413,
    raisedWhen: 'The packet is larger than MAX_PAYLOAD_BYTES.',
  },
  CONFLICT: {
    message: { ar: 'يتعارض الطلب مع الحالة الحالية', en: 'The request conflicts with the current state' },
    retryable: false,
    httpStatus: 409,
    raisedWhen: 'The thing is no longer in a state that allows the request, such as an edit of a deleted message.',
  },
  UNAVAILABLE: {
    message: { ar: 'الخدمة غير متاحة مؤقتاً', en: 'The service is temporarily unavailable' },
    retryable: true,
    httpStatus: 503,
    raisedWhen:
      'The store is away, or the platform that decides about access. Whether the change was made is unknown: repeat it with the same `clientId`.',
  },
  TIMEOUT: {
    message: { ar: 'انتهت مهلة الطلب', en: 'The request took too long' },
    retryable: true,
    httpStatus: 504,
    raisedWhen: 'The command was not finished in time. Repeat it with the same `clientId`.',
  },
  SHUTTING_DOWN: {
    message: { ar: 'الخادم قيد الإيقاف', en: 'The server is shutting down' },
    retryable: true,
    httpStatus: 503,
    raisedWhen: 'This node is draining; connect again to reach another one.',
  },
  SOCKET_ERROR: {
    message: { ar: 'حدث خطأ في الاتصال', en: 'Something went wrong' },
    retryable: true,
    httpStatus: 500,
    raisedWhen: 'Anything unexpected; `details.errorId` is the id under which the server logged it.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** What went wrong, in every language the same. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** Why a token is refused, when a client connects with it and when it is put behind a session. */
export const REFUSALS = [
  'AUTH_REQUIRED',
  'AUTH_INVALID',
  'AUTH_EXPIRED',
  'AUTH_USER_NOT_FOUND',
  'AUTH_USER_DISABLED',
  'AUTH_FAILED',
] as const satisfies readonly ErrorCode[];
