/**
 * Expressions over metrics: `val/loss - train/loss`.
 *
 *   sum     = product { ("+" | "-") product }
 *   product = sign { ("*" | "/") sign }
 *   sign    = "-" sign | operand
 *   operand = number | name | function "(" sum { "," sum } ")" | "(" sum ")"
 *   name    = a letter or _, then letters, digits, _ . : and / between them; any other name stands in backticks
 *
 * A division has a space beside it, for `a/b` is a name.
 */
export class ExpressionError extends Error {
  /** @param {number} at place of the character, from 1 */
  constructor(message, at) {
    super(`character ${at}: ${message}`);
    this.at = at;
  }
}

const each = (f) => (a) => a.map(f);
const FUNCTIONS = {
  log: { arguments: 1, of: each(Math.log) },
  exp: { arguments: 1, of: each(Math.exp) },
  abs: { arguments: 1, of: each(Math.abs) },
  sqrt: { arguments: 1, of: each(Math.sqrt) },
  min: { of: (...all) => all.reduce((a, b) => combine(a, b, Math.min)) },
  max: { of: (...all) => all.reduce((a, b) => combine(a, b, Math.max)) },
};

const OPERATORS = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function combine(a, b, f) {
  return a.map((value, i) => f(value, b[i]));
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_](?:[\p{L}\d_.:]|\/(?=[\p{L}\d_]))*)|`(?<quoted>[^`]*)`|(?<sign>[-+*/(),]))/uy;

function tokens(text) {
  const all = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) {
      const at = from + text.slice(from).search(/\S/);
      throw new ExpressionError(text[at] === '`' ? 'this backtick is not closed' : `${text[at]} is not understood`, at + 1);
    }
    const { number, name, quoted, sign } = found.groups;
    const word = number ?? name ?? quoted ?? sign;
    const at = TOKEN.lastIndex - word.length - (quoted === undefined ? 0 : 2) + 1;
    const kind = number !== undefined ? 'number' : sign !== undefined ? 'sign' : name !== undefined ? 'name' : 'quoted';
    all.push({ kind, word, at });
  }
  all.push({ kind: 'end', word: 'the end', at: text.length + 1 });
  return all;
}

/**
 * @param {string} text
 * @returns {{metrics: string[], evaluate: (columns: Map<string, Float64Array>, length: number) => Float64Array}}
 * @throws {ExpressionError} which names the character
 */
export function parse(text) {
  const parser = new Parser(tokens(text));
  const tree = parser.sum();
  const rest = parser.next();
  if (rest.kind !== 'end') throw new ExpressionError(`an operator is expected before ${rest.word}`, rest.at);
  if (parser.metrics.size === 0) throw new ExpressionError('it names no metric', 1);
  return { metrics: [...parser.metrics], evaluate: tree };
}

/** Each method reads a part and gives a function of (columns, length) to a column. */
class Parser {
  metrics = new Set();
  #tokens;
  #at = 0;

  constructor(all) {
    this.#tokens = all;
  }

  next() {
    return this.#tokens[this.#at++];
  }

  #peek() {
    return this.#tokens[this.#at];
  }

  #accept(...signs) {
    const token = this.#peek();
    if (token.kind !== 'sign' || !signs.includes(token.word)) return null;
    this.#at++;
    return token.word;
  }

  sum() {
    return this.#chain(() => this.#product(), '+', '-');
  }

  #product() {
    return this.#chain(() => this.#sign(), '*', '/');
  }

  #chain(part, ...signs) {
    let left = part();
    for (let sign = this.#accept(...signs); sign; sign = this.#accept(...signs)) {
      const [a, b, f] = [left, part(), OPERATORS[sign]];
      left = (columns, length) => combine(a(columns, length), b(columns, length), f);
    }
    return left;
  }

  #sign() {
    if (!this.#accept('-')) return this.#operand();
    const value = this.#sign();
    return (columns, length) => value(columns, length).map((v) => -v);
  }

  #operand() {
    const token = this.next();
    if (token.kind === 'number') {
      const value = Number(token.word);
      return (_, length) => new Float64Array(length).fill(value);
    }
    if (token.kind === 'sign' && token.word === '(') {
      const inner = this.sum();
      this.#close(token);
      return inner;
    }
    if (token.kind === 'name' && this.#peek().word === '(' && this.#peek().kind === 'sign') return this.#call(token);
    if (token.kind === 'quoted' && !token.word) throw new ExpressionError('there is no name between the backticks', token.at);
    if (token.kind !== 'name' && token.kind !== 'quoted') {
      throw new ExpressionError(`a metric, a number or ( is expected instead of ${token.word}`, token.at);
    }
    this.metrics.add(token.word);
    return (columns) => columns.get(token.word);
  }

  #call(name) {
    const known = Object.hasOwn(FUNCTIONS, name.word) ? FUNCTIONS[name.word] : null;
    if (!known) {
      throw new ExpressionError(`there is no function ${name.word}; there are ${Object.keys(FUNCTIONS).join(', ')}`, name.at);
    }
    const open = this.next();
    const given = [this.sum()];
    while (this.#accept(',')) given.push(this.sum());
    this.#close(open);
    if (known.arguments && given.length !== known.arguments) {
      throw new ExpressionError(`${name.word} takes one argument rather than ${given.length}`, name.at);
    }
    return (columns, length) => known.of(...given.map((part) => part(columns, length)));
  }

  #close(open) {
    if (this.#accept(')')) return;
    throw new ExpressionError(`the bracket of character ${open.at} is not closed before ${this.#peek().word}`, this.#peek().at);
  }
}
