import type { EquationProblem } from '../../failures/cost-errors.ts';

/** Functions that equations may call, with how many arguments they take. */
export const FUNCTION_ARITY = { min: 2, max: 2, exp: 1, ln: 1 } as const;
export type FunctionName = keyof typeof FUNCTION_ARITY;

export type Operator = '+' | '-' | '*' | '/' | '^';

/** An equation as a tree; `at` is the place in its text, from 0. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'negation'; readonly of: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly kind: 'call';
      readonly name: FunctionName;
      readonly values: readonly Expression[];
      readonly at: number;
    };

/** Where an equation cannot be understood. */
export interface EquationFault {
  readonly problem: EquationProblem;
  /** Place in the text, from 0. */
  readonly at: number;
  /** What stands there, or what it depends on. */
  readonly found: string;
  /** What could stand there, in the notation of `expectedWords`. */
  readonly expected: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: EquationFault };

/** Longest equation that is read. */
export const MAX_EQUATION_LENGTH = 500;
/** Deepest nesting that is read. */
const MAX_DEPTH = 60;

interface Token {
  readonly text: string;
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly at: number;
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([a-z_][a-z0-9_]*)|([-+*/^(),]))/iy;
/** Binding strength; `^` binds to the right. */
const STRENGTH: Readonly<Record<Operator, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 };
/** Between `*` and `^`: −x² is −(x²). */
const NEGATION_STRENGTH = 3;

/**
 * Reads `price * (scarcity_gain * ln(utilisation) + cost_trend)`: numbers, names, + − * / ^,
 * parentheses and the functions above. Nothing is ever executed as a program.
 */
export function parseExpression(text: string): Parsed<Expression> {
  if (text.length > MAX_EQUATION_LENGTH) {
    return faulty('too-long', MAX_EQUATION_LENGTH, '', `text ≤ ${MAX_EQUATION_LENGTH}`);
  }
  const tokens = tokenise(text);
  if (!tokens.ok) return tokens;
  return new Parser(tokens.value).whole();
}

/** Every name that an equation reads, once. */
export function namesIn(expression: Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (part: Expression): void => {
    if (part.kind === 'name') names.add(part.name);
    else if (part.kind === 'negation') visit(part.of);
    else if (part.kind === 'operation') [part.left, part.right].forEach(visit);
    else if (part.kind === 'call') part.values.forEach(visit);
  };
  visit(expression);
  return [...names];
}

function tokenise(text: string): Parsed<readonly Token[]> {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      const place = at + text.slice(at).search(/\S/);
      return faulty('syntax', place, text.charAt(place), 'number | name | operator');
    }
    const [whole, number, name, sign] = match;
    const found = number ?? name ?? sign ?? '';
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
    tokens.push({ text: found, kind, at: at + whole.length - found.length });
    at = TOKEN.lastIndex;
  }
  tokens.push({ text: '', kind: 'end', at: text.length });
  return { ok: true, value: tokens };
}

/** Precedence climbing over the tokens of one equation; a fault ends it by being thrown inside. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Parsed<Expression> {
    try {
      const value = this.#operations(0);
      const rest = this.#token();
      if (rest.kind !== 'end') this.#refuse(rest, 'operator');
      return { ok: true, value };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, fault: error.fault };
      throw error;
    }
  }

  #token(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new Error('Read past the end of an equation');
    return token;
  }

  #operations(weakest: number): Expression {
    if (++this.#depth > MAX_DEPTH) this.#refuse(this.#token(), 'fewer parentheses');
    let left = this.#operand();
    for (;;) {
      const token = this.#token();
      const operator = operatorOf(token);
      if (operator === null || STRENGTH[operator] < weakest) break;
      this.#next++;
      // What follows must bind more strongly, except behind `^`.
      const right = this.#operations(STRENGTH[operator] + (operator === '^' ? 0 : 1));
      left = { kind: 'operation', operator, left, right, at: token.at };
    }
    this.#depth--;
    return left;
  }

  #operand(): Expression {
    const token = this.#token();
    this.#next++;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.text === '-') return { kind: 'negation', of: this.#operations(NEGATION_STRENGTH) };
    if (token.text === '(') {
      const inner = this.#operations(0);
      this.#take(')');
      return inner;
    }
    if (token.kind !== 'name') return this.#refuse(token, 'number | name | (');
    if (this.#token().text !== '(') return { kind: 'name', name: token.text, at: token.at };
    return this.#call(token);
  }

  #call(token: Token): Expression {
    if (!isFunction(token.text)) {
      return this.#refuse(token, Object.keys(FUNCTION_ARITY).join(' | '));
    }
    this.#take('(');
    const values = [this.#operations(0)];
    while (values.length < FUNCTION_ARITY[token.text]) {
      this.#take(',');
      values.push(this.#operations(0));
    }
    this.#take(')');
    return { kind: 'call', name: token.text, values, at: token.at };
  }

  #take(sign: string): void {
    const token = this.#token();
    if (token.text !== sign) this.#refuse(token, sign);
    this.#next++;
  }

  #refuse(token: Token, expected: string): never {
    throw new Refusal({ problem: 'syntax', at: token.at, found: token.text, expected });
  }
}

/** Ends the parser; never leaves this file. */
class Refusal extends Error {
  readonly fault: EquationFault;
  constructor(fault: EquationFault) {
    super(fault.expected);
    this.fault = fault;
  }
}

function operatorOf({ text, kind }: Token): Operator | null {
  return kind === 'sign' && Object.hasOwn(STRENGTH, text) ? (text as Operator) : null;
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTION_ARITY, name);
}

export function faulty(
  problem: EquationFault['problem'],
  at: number,
  found: string,
  expected: string,
): { readonly ok: false; readonly fault: EquationFault } {
  return { ok: false, fault: { problem, at, found, expected } };
}
