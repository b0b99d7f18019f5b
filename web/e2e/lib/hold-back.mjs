/**
 * Holds requests back until the returned function is called, as a slow network
 * does: what a fast person does meanwhile must not be lost.
 */
export async function holdBack(page, url, method) {
  let letGo;
  const free = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    if (!method || route.request().method() === method) await free;
    await route.fallback();
  });
  return letGo;
}
