// One connection for all tabs of a browser: it opens no more than six to a server, and each tab would take one.
(() => {
  'use strict';
  const tabs = [];
  let last;

  function follow() {
    const source = new EventSource('events');
    source.onmessage = (event) => {
      last = event.data;
      tabs.forEach((tab) => tab.postMessage(last));
    };
    // A browser tries again by itself after most failures, but not after all.
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) setTimeout(follow, 1000); };
  }

  self.onconnect = (event) => {
    const [tab] = event.ports;
    tabs.push(tab);
    if (last) tab.postMessage(last);
  };
  follow();
})();
