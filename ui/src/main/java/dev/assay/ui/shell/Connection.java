package dev.assay.ui.shell;

/** What the browser does when the server is away. */
public final class Connection {
  /**
   * Vaadin notices with the next click only. Here the end of the connection for pushes is noticed,
   * which a page has open all the time, and said. When the server answers again, a page that it
   * does not know any more, for it was started anew, is loaded anew; its state is in its address.
   */
  public static final String WATCH =
      """
      {
        const patienceMillis = 1500;
        const againMillis = 2000;
        const Plain = window.WebSocket;
        let watching = false;
        let leaving = false;
        window.addEventListener('pagehide', () => (leaving = true));
        window.addEventListener('pageshow', () => (leaving = false));
        window.WebSocket = class extends Plain {
          constructor(...how) {
            super(...how);
            const url = new URL(how[0], location.href);
            if (!url.pathname.endsWith('/VAADIN/push')) return;
            const heartbeat = `?v-r=heartbeat&v-uiId=${url.searchParams.get('v-uiId')}`;
            let open = true;
            this.addEventListener('close', () => {
              if (!watching && open) {
                watching = true;
                setTimeout(() => again(heartbeat), patienceMillis);
              }
              open = false;
            });
          }
        };
        const show = (state) => {
          const indicator = document.querySelector('vaadin-connection-indicator');
          if (indicator) indicator.expandedDuration = 2 ** 31 - 1; // its words stay
          if (window.Vaadin?.connectionState) window.Vaadin.connectionState.state = state;
        };
        const again = async (heartbeat) => {
          if (leaving) return;
          try {
            const answer = await fetch(new URL(heartbeat, document.baseURI), { method: 'POST' });
            if (answer.ok) {
              watching = false;
              show('connected');
              return;
            }
            if (answer.status < 500) {
              leaving = true;
              location.reload();
              return;
            }
          } catch {
            // it is still away
          }
          show('reconnecting');
          setTimeout(() => again(heartbeat), againMillis);
        };
      }
      """;

  private Connection() {}
}
