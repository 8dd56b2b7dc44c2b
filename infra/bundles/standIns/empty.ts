/** Replaces modules that a bundle never uses (../bundling.ts). */
export {}
