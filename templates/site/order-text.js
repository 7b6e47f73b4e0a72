// An order of printed copies as a file and as an email: see docs/orders.md. `peerpress order` reads
// both. Not a module, so that the page works from a folder, too.

/** The letters of an ID: digits and capital letters without I, L, O, and U. */
const ID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The letters of the code in a line. */
const CODE_LINE = 48;

/** The longest link that every mail program takes. */
const MAX_LINK = 2000;

/** A random ID, such as `7QK2-M9XR-04TB`. */
function newOrderId() {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => ID_LETTERS[byte & 31]);
  return [0, 4, 8].map((start) => letters.slice(start, start + 4).join("")).join("-");
}

/** The file of an order. */
function orderFile(order) {
  return { name: `order-${order.id}.json`, text: `${JSON.stringify(order, null, 2)}\n` };
}

/** The CRC-32 of a text, as eight hexadecimal digits. */
function checksum(text) {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

/** The code of an order: lines with numbers and checksums. */
function orderCode(order) {
  const bytes = new TextEncoder().encode(JSON.stringify(order));
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const digits = (number) => String(number).padStart(2, "0");
  const total = digits(Math.ceil(letters.length / CODE_LINE));
  const lines = ["BEGIN PEERPRESS ORDER 1"];
  for (let start = 0; start < letters.length; start += CODE_LINE) {
    const line = `${digits(lines.length)}/${total} ${letters.slice(start, start + CODE_LINE)}`;
    lines.push(`${line} ${checksum(line)}`);
  }
  return [...lines, "END PEERPRESS ORDER", ""].join("\n");
}

/** A language with the calendar and the digits of print: some have their own. */
const localeOf = (language) => new Intl.Locale(language, { calendar: "gregory", numberingSystem: "latn" });

/** A day as a language writes it. */
function writtenDay(day, language) {
  const date = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone: "UTC" });
  return date.format(new Date(day));
}

/**
 * The text of an order for people. `words` has the phrases by the fields of an order, and
 * `titleOf` returns the title of a piece.
 */
function orderText(order, words, titleOf) {
  const lines = [`${order.program}: ${words.title}`, ""];
  for (const { piece, language, quantity } of order.items) {
    lines.push(`${quantity} × ${piece} (${language}) ${titleOf(piece)}`.trimEnd());
  }
  lines.push("");
  const shown = {
    ...order,
    address: order.address.join("\n"),
    needed_by: order.needed_by && writtenDay(order.needed_by, order.language),
  };
  for (const name of ["name", "organization", "address", "email", "phone", "needed_by", "note"]) {
    const value = shown[name];
    if (value) lines.push(`${words[name]}:${value.includes("\n") ? "\n" : " "}${value}`);
  }
  return `${lines.join("\n")}\n\n${words.keep}\n\n`;
}

/** The link that opens an email; null if it is too long for some mail programs. */
function mailLink(to, subject, text) {
  const written = (part) => encodeURIComponent(part.replaceAll("\n", "\r\n")).replaceAll("%2F", "/");
  const link = `mailto:${to}?subject=${written(subject)}&body=${written(text)}`;
  return link.length > MAX_LINK ? null : link;
}
