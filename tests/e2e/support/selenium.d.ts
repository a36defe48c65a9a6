/** What the tests call of selenium-webdriver, which brings no types. */
declare module "selenium-webdriver" {
  export class Capabilities {
    set(name: string, value: unknown): Capabilities;
  }

  export interface Actions {
    move(to: { x: number; y: number; duration?: number; origin?: unknown }): Actions;
    click(): Actions;
    press(button?: number): Actions;
    release(button?: number): Actions;
    scroll(x: number, y: number, deltaX: number, deltaY: number): Actions;
    keyDown(key: string): Actions;
    keyUp(key: string): Actions;
    sendKeys(...keys: string[]): Actions;
    perform(): Promise<void>;
  }

  export interface WebDriver {
    get(address: string): Promise<void>;
    executeScript<T>(script: string, ...args: unknown[]): Promise<T>;
    actions(options?: { async?: boolean }): Actions;
    close(): Promise<void>;
    getCurrentUrl(): Promise<string>;
    getWindowHandle(): Promise<string>;
    navigate(): { refresh(): Promise<void> };
    switchTo(): {
      window(handle: string): Promise<void>;
      newWindow(kind: "tab" | "window"): Promise<void>;
      defaultContent(): Promise<void>;
      frame(element: unknown): Promise<void>;
    };
    manage(): {
      window(): {
        getRect(): Promise<{ width: number; height: number }>;
        setRect(size: { width: number; height: number }): Promise<unknown>;
      };
    };
    quit(): Promise<void>;
  }

  export class Builder {
    usingServer(address: string): Builder;
    withCapabilities(capabilities: Capabilities): Builder;
    build(): Promise<WebDriver>;
  }

  export const Key: Readonly<Record<string, string>>;
  export const Button: Readonly<{ LEFT: number; RIGHT: number }>;
  export const Origin: Readonly<{ VIEWPORT: unknown }>;
}
