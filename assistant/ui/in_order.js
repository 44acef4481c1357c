// What is clicked is done in the order of the clicks, one after the other, and nothing is lost. By itself Gradio's page
// lets a later event overtake an earlier one (so that the answer in the old language comes last), and waits for ever for
// an event that is sent while the stream of messages about the one before is being closed.
(() => {
  const direct = window.fetch.bind(window);
  const events = []; // what lets each begin; the first one is under way

  const next = () => {
    events.shift();
    events[0]?.();
  };

  const join = async (...request) => {
    const turn = new Promise((begin) => events.push(begin));
    if (events.length === 1) events[0]();
    await turn;
    const answer = await direct(...request).catch((broken) => {
      next();
      throw broken;
    });
    if (!answer.ok) next();
    return answer;
  };

  // Passes messages on; true where the stream was closed while events wait: theirs come in another one.
  const passed = async (stream, page) => {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const messages = (rest + part.value).split("\n\n");
      rest = messages.pop();
      for (const message of messages) {
        if (message.includes('"msg":"close_stream"') && events.length) return true;
        page.enqueue(`${message}\n\n`);
        if (message.includes('"msg":"process_completed"')) next();
      }
    }
    return false;
  };

  const data = async (...request) => {
    let answer = await direct(...request);
    const start = async (page) => {
      try {
        while (await passed(answer.body, page)) answer = await direct(...request);
        page.close();
      } catch (broken) {
        page.error(broken);
      }
      if (events.length) next(); // broken off: the event under way is over
    };
    return answer.ok ? new Response(new ReadableStream({ start }).pipeThrough(new TextEncoderStream()), answer) : answer;
  };

  window.fetch = (...request) => {
    const path = new URL(request[0].url ?? request[0], location.href).pathname;
    return (path.endsWith("/queue/join") ? join : path.endsWith("/queue/data") ? data : direct)(...request);
  };
})();
