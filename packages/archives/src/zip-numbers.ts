/** Numbers of the zip format (PKWARE APPNOTE 6.3) that both reading and writing need. */

export const localHeaderSignature = 0x04034b50;
/** Of a local header without its name and extra field. */
export const localHeaderSize = 30;
export const tableRowSignature = 0x02014b50;
/** Of a row of the table of contents without its name, extra field, and comment. */
export const tableRowSize = 46;

/** Compression methods. */
export const stored = 0;
export const deflated = 8;

/** What stands where a number has no space: a zip64 field has it, or there is none. */
export const max16 = 0xffff;
export const max32 = 0xffffffff;
export const zip64Tag = 1;

/** Flag of a member: its name is UTF-8. */
export const utf8Name = 1 << 11;

/** Unix modes of members. */
export const fileTypeMask = 0o170000;
export const directoryType = 0o040000;
export const linkType = 0o120000;
