/** Marks the nodes that update the weights. */
export const OPTIMIZER_SCOPE = 'optimizer';
