/** Owns how a product is chosen: from a list while they are few, else by a search of the server; never knows what becomes of it. */
export { ProductPicker } from './product-picker.js';
export { useProductNames, useProducts, type ListedProducts } from './use-products.js';
