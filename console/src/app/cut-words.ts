/**
 * Words that end in an ellipsis come up whole under the pointer. One listener for all of them: whether something is cut is known when it is
 * pointed at, and what is whole shows nothing.
 */
export function watchCutWords(): void {
  document.addEventListener('pointerover', ({ target }) => {
    let element = target instanceof HTMLElement ? target : null;
    for (; element; element = element.parentElement) {
      if (getComputedStyle(element).textOverflow !== 'ellipsis') continue;
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
      const isCut = scrollWidth > clientWidth || scrollHeight > clientHeight + 2;
      const words = element.textContent?.trim() ?? '';
      if (isCut && element.title === '') element.title = words;
      else if (!isCut && element.title === words) element.removeAttribute('title');
    }
  });
}
