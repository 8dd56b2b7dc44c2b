/** Stands in for modules that a bundle never reaches (see ../bundling.ts). */
export {}
