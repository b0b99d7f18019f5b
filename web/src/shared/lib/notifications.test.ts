import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { notificationState, notify, setNotifications } from "./notifications";

const shown: FakeNotification[] = [];

class FakeNotification {
  static permission: NotificationPermission = "default";
  static requestPermission = vi.fn(async () => {
    FakeNotification.permission = "granted";
    return FakeNotification.permission;
  });
  onclick: (() => void) | null = null;
  readonly close = vi.fn();
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    shown.push(this);
  }
}

beforeEach(() => {
  localStorage.clear();
  shown.length = 0;
  FakeNotification.permission = "default";
  FakeNotification.requestPermission.mockClear();
  vi.stubGlobal("Notification", FakeNotification);
  vi.stubGlobal("isSecureContext", true);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const mention = { title: "Bo mentioned you", text: "hi", tag: "m1", onClick: () => undefined };

it("shows nothing and asks nothing before somebody wants it", () => {
  expect(notificationState()).toBe("off");
  notify(mention);
  expect(shown).toEqual([]);
  expect(FakeNotification.requestPermission).not.toHaveBeenCalled();
});

it("asks once, then shows them silently until they are turned off", async () => {
  await setNotifications(true);
  expect(notificationState()).toBe("on");
  const onClick = vi.fn();
  notify({ ...mention, onClick });
  expect(shown[0]).toMatchObject({
    title: "Bo mentioned you",
    options: { body: "hi", tag: "m1", silent: true },
  });
  vi.spyOn(window, "focus").mockImplementation(() => undefined);
  shown[0]?.onclick?.();
  expect(onClick).toHaveBeenCalledOnce();
  await setNotifications(false);
  await setNotifications(true);
  expect(FakeNotification.requestPermission).toHaveBeenCalledOnce();
  await setNotifications(false);
  notify(mention);
  expect(shown).toHaveLength(1);
});

it("says what stands in the way", () => {
  FakeNotification.permission = "denied";
  expect(notificationState()).toBe("denied");
  vi.stubGlobal("isSecureContext", false);
  expect(notificationState()).toBe("unsupported");
});
