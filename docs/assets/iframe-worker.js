// Browsers refuse workers to pages that are read from disk. There the search runs in a hidden frame
// that speaks to the page as a worker would; on a server browsers' own workers are used.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.onmessage = null;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.documentElement.append(frame);
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.tell(this, data);
      inside.importScripts = (...urls) => Promise.all(urls.map((one) => this.load(frame, one)));
      this.load(frame, url).then(() => {
        this.inside = inside;
        this.waiting.forEach((data) => this.tell(inside, data));
      });
    }

    load(frame, url) {
      return new Promise((done, fail) => {
        const script = frame.contentDocument.createElement("script");
        script.src = new URL(url, location.href).href;
        script.onload = done;
        script.onerror = fail;
        frame.contentDocument.documentElement.append(script);
      });
    }

    tell(whom, data) {
      const event = new MessageEvent("message", { data });
      whom.dispatchEvent(event);
      if (whom === this && this.onmessage) this.onmessage(event);
    }

    postMessage(data) {
      if (this.inside) this.tell(this.inside, data);
      else this.waiting.push(data);
    }

    terminate() {}
  };
}
