import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * What axe finds wrong on a page as it is shown now, in both schemes: all rules in the light one, and in the dark one those on
 * colours, for nothing else differs. The page is left in the light one.
 *
 * @param exclude a CSS selector of what is not ours
 */
export async function violationsOn(page: Page, exclude?: string): Promise<readonly string[]> {
  const inLight = await inScheme(page, 'light', axeOn(page, exclude));
  const inDark = await inScheme(page, 'dark', axeOn(page, exclude).withRules(['color-contrast']));
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight, ...inDark];
}

function axeOn(page: Page, exclude: string | undefined): AxeBuilder {
  const axe = new AxeBuilder({ page }).setLegacyMode(); // all in this page: no frame of ours is of another origin
  return exclude === undefined ? axe : axe.exclude(exclude);
}

async function inScheme(page: Page, colorScheme: 'light' | 'dark', axe: AxeBuilder): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}, ${colorScheme}, at ${nodes[0]?.target}: ${nodes[0]?.html}`);
}
