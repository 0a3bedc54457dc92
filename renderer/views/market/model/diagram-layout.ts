import type { Link } from '../../../../app/market/dynamics/system-model.ts';
import { MARKET_MODEL } from '../../../../app/market/market-model.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type NodeKind = 'stock' | 'flow' | 'auxiliary';

export interface DiagramNode extends Point {
  readonly id: string;
  readonly kind: NodeKind;
}

/** The drawing's own units; it scales to the page. */
export const DIAGRAM = { width: 690, height: 620 } as const;
export const STOCK = { width: 104, height: 44 } as const;
export const AUXILIARY = { width: 112, height: 36 } as const;
/** Radius of a flow's valve. */
export const VALVE = 9;

/**
 * Where each part stands; what is not here is a step between two that are, and `spent` only adds up
 * what `spending` is.
 */
const PLACES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  unreached: [60, 50],
  reach: [158, 50],
  prospects: [256, 50],
  adopt: [355, 40],
  leave: [355, 64],
  users: [454, 50],
  spending: [600, 90],
  potential: [158, 140],
  use_per_user: [330, 140],
  demand: [480, 150],
  served: [610, 195],
  perceived_price: [80, 240],
  perceive: [80, 305],
  price: [270, 250],
  price_change: [270, 325],
  unit_cost: [450, 250],
  produce: [640, 265],
  cumulative: [626, 330],
  utilisation: [410, 350],
  progress: [520, 410],
  advance: [620, 410],
  shortage: [110, 410],
  order: [56, 510],
  building: [160, 510],
  commission: [262, 510],
  capacity: [364, 510],
  retire: [470, 510],
  improve: [364, 572],
};

const KINDS = new Map<string, NodeKind>([
  ...MARKET_MODEL.stocks.map(({ id }): [string, NodeKind] => [id, 'stock']),
  ...MARKET_MODEL.auxiliaries.map(({ id }): [string, NodeKind] => [id, 'auxiliary']),
  ...MARKET_MODEL.flows.map(({ id }): [string, NodeKind] => [id, 'flow']),
]);

export const NODES: readonly DiagramNode[] = Object.entries(PLACES).map(([id, [x, y]]) => {
  const kind = KINDS.get(id);
  if (kind === undefined) throw new Error(`The model has no ${id}`);
  return { id, kind, x, y };
});

const NODE_BY_ID = new Map(NODES.map((node) => [node.id, node]));

export interface Pipe {
  readonly flow: string;
  readonly from: Point;
  readonly valve: Point;
  readonly to: Point;
  /** A cloud stands there: the world outside. */
  readonly fromOutside: boolean;
  readonly toOutside: boolean;
}

/** How far beyond its valve a flow to or from outside begins. */
const CLOUD_AWAY = 34;

/** What moves between stocks, each through its valve. */
export const PIPES: readonly Pipe[] = MARKET_MODEL.flows.flatMap(({ id, from, to }) => {
  const valve = NODE_BY_ID.get(id);
  const source = from === null ? undefined : NODE_BY_ID.get(from);
  const target = to === null ? undefined : NODE_BY_ID.get(to);
  if (valve === undefined) return [];
  const inside = source ?? target;
  if (inside === undefined) return [];
  const away = beyond(inside, valve, CLOUD_AWAY);
  return [
    {
      flow: id,
      valve,
      from: source === undefined ? away : edgeOf(source, valve),
      to: target === undefined ? away : edgeOf(target, valve),
      fromOutside: source === undefined,
      toOutside: target === undefined,
    },
  ];
});

/** An arrow from what is read to what reads it. */
export interface Arrow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly path: string;
  /** Some link on the way is cut. */
  readonly off: boolean;
}

/**
 * The influences between what is drawn. Where a link goes through parts that are not, the arrow joins
 * its ends. A flow's own stocks need no arrow.
 */
export function arrowsOf(links: readonly Link[], isOff: (link: Link) => boolean): readonly Arrow[] {
  const readers = new Map<string, Link[]>();
  for (const link of links) {
    readers.set(link.source, [...(readers.get(link.source) ?? []), link]);
  }
  const arrows = new Map<string, Arrow>();
  const follow = (start: DiagramNode, from: string, cut: boolean): void => {
    for (const link of readers.get(from) ?? []) {
      const off = cut || isOff(link);
      const node = NODE_BY_ID.get(link.target);
      if (node === undefined) follow(start, link.target, off);
      else if (!isPiped(start.id, node.id)) {
        const id = `${start.id}>${node.id}`;
        const known = arrows.get(id);
        // Of several ways between two parts, one that is open is enough.
        if (known === undefined || known.off) {
          arrows.set(id, {
            id,
            source: start.id,
            target: node.id,
            path: arrowPath(start, node),
            off,
          });
        }
      }
    }
  };
  for (const node of NODES) follow(node, node.id, false);
  return [...arrows.values()];
}

function isPiped(source: string, target: string): boolean {
  const flow = MARKET_MODEL.flows.find(({ id }) => id === target);
  return flow !== undefined && (flow.from === source || flow.to === source);
}

/** A gentle curve from edge to edge. */
function arrowPath(source: DiagramNode, target: DiagramNode): string {
  const from = edgeOf(source, target);
  const to = edgeOf(target, source, 4);
  const bend = 0.12;
  const middle = {
    x: (from.x + to.x) / 2 - (to.y - from.y) * bend,
    y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
  };
  return `M${round(from.x)} ${round(from.y)} Q${round(middle.x)} ${round(middle.y)} ${round(to.x)} ${round(to.y)}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Where a line from the middle of a part towards a point leaves it. */
function edgeOf(node: Point & { readonly id?: string }, towards: Point, gap = 0): Point {
  const kind = node.id === undefined ? 'flow' : KINDS.get(node.id);
  const size =
    kind === 'stock'
      ? STOCK
      : kind === 'auxiliary'
        ? AUXILIARY
        : { width: 2 * VALVE, height: 2 * VALVE };
  const dx = towards.x - node.x;
  const dy = towards.y - node.y;
  const reach = Math.max(
    Math.abs(dx) / (size.width / 2 + gap),
    Math.abs(dy) / (size.height / 2 + gap),
  );
  return reach === 0
    ? { x: node.x, y: node.y }
    : { x: node.x + dx / reach, y: node.y + dy / reach };
}

function beyond(from: Point, through: Point, distance: number): Point {
  const length = Math.hypot(through.x - from.x, through.y - from.y) || 1;
  return {
    x: through.x + ((through.x - from.x) / length) * distance,
    y: through.y + ((through.y - from.y) / length) * distance,
  };
}
