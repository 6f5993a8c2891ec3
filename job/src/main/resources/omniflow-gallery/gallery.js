'use strict';

// Browsers keep six connections to a server: some must stay free for everything else.
const MOST_FOLLOWED = 3;
const LISTED = 24;
const LOOK_MS = 2000;
const OVER = ['completed', 'failed', 'rejected', 'expired', 'cancelled'];

const byId = id => document.getElementById(id);
const cards = new Map();
let followed = 0;

function headers() {
  const key = byId('key').value.trim();
  return key ? {authorization: 'Bearer ' + key} : {};
}

async function call(path, options = {}) {
  const response = await fetch(path, {...options, headers: {...headers(), ...options.headers}});
  if (response.status === 401) {
    byId('key-field').hidden = false;
  }
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new Error(body.error ? body.error.message : 'the gateway answered ' + response.status);
  }
  return response;
}

function say(text) {
  byId('said').textContent = text;
}

function news(text) {
  byId('news').textContent = text;
}

// --- one request ---------------------------------------------------------------------------------

function cardOf(job) {
  const known = cards.get(job.id);
  if (known) {
    return known;
  }
  const element = byId('card').content.firstElementChild.cloneNode(true);
  const card = {element, job: null};
  element.querySelector('.cancel').addEventListener('click', () => cancel(card));
  element.querySelector('.again').addEventListener('click', () => reuse(card.job));
  cards.set(job.id, card);
  byId('none').hidden = true;
  return card;
}

function show(job) {
  const card = cardOf(job);
  const before = card.job && card.job.status;
  card.job = {...card.job, ...job};
  const element = card.element;
  const isOver = OVER.includes(job.status);
  element.querySelector('.caption').textContent = card.job.prompt || '(asked for before our time)';
  const status = element.querySelector('.status');
  status.textContent = statusText(card.job);
  status.classList.toggle('bad', isOver && job.status !== 'completed');
  showProgress(element.querySelector('progress'), card.job, isOver);
  showFacts(element.querySelector('.facts'), card.job);
  element.querySelector('.cancel').hidden = isOver;
  if (isOver && before !== job.status) {
    showOutputs(element.querySelector('.outputs'), card.job);
  } else if (!isOver && job.progress && job.progress.text) {
    element.querySelector('.outputs').replaceChildren(textOf(job.progress.text));
  }
  if (before && before !== job.status) {
    news(card.job.prompt + ': ' + statusText(card.job));
  }
  return card;
}

function statusText(job) {
  const progress = job.progress || {};
  switch (job.status) {
    case 'queued':
      return progress.queue_position > 0
        ? 'Queued behind ' + progress.queue_position + expected(progress)
        : 'Queued' + expected(progress);
    case 'in_progress':
      return progress.steps > 0
        ? 'Step ' + progress.step + ' of ' + progress.steps + expected(progress)
        : 'Started' + expected(progress);
    case 'paused':
      return 'Paused for a more urgent request at step ' + progress.step;
    case 'completed':
      return 'Done in ' + seconds(job.timings ? job.timings.total_ms : job.completed_ms - job.created_ms);
    default:
      return name(job.status) + (job.error ? ': ' + job.error.message : '');
  }
}

function expected(progress) {
  const left = progress.estimated_finish_ms - Date.now();
  return left > 0 ? ', ready in about ' + seconds(left) : '';
}

function seconds(ms) {
  return ms < 10000 ? (ms / 1000).toFixed(1) + ' s' : Math.round(ms / 1000) + ' s';
}

function name(status) {
  return status.charAt(0).toUpperCase() + status.slice(1).replace('_', ' ');
}

function showProgress(bar, job, isOver) {
  bar.hidden = isOver;
  const progress = job.progress || {};
  if (progress.steps > 0) {
    bar.max = progress.steps;
    bar.value = progress.step;
  } else {
    bar.removeAttribute('value');
  }
}

function showFacts(list, job) {
  const asked = job.parameters || {};
  const outputs = job.outputs || [];
  const facts = [
    ['Model', job.model],
    ['Seed', outputs.length ? outputs.map(o => o.seed).filter(s => s !== undefined).join(', ') : asked.seed],
    ['Steps', outputs.length ? outputs[0].steps : asked.num_inference_steps],
    ['Guidance', asked.guidance_scale],
    ['Size', outputs.length && outputs[0].width ? outputs[0].width + ' × ' + outputs[0].height : asked.size],
    ['Priority', job.priority],
    ['Cache', outputs.length ? [...new Set(outputs.map(cacheText))].join('; ') : sharing(job)],
    ['Became', outputs.map(o => o.revised_prompt).filter(Boolean).join('; ')],
    ['Notes', outputs.flatMap(o => o.warnings || []).join('; ')],
  ];
  list.replaceChildren();
  for (const [term, value] of facts) {
    if (value !== undefined && value !== '' && value !== null) {
      const dt = document.createElement('dt');
      const dd = document.createElement('dd');
      dt.textContent = term;
      dd.textContent = value;
      list.append(dt, dd);
    }
  }
}

function sharing(job) {
  return job.progress && job.progress.follows ? 'made together with ' + job.progress.follows : '';
}

function cacheText(output) {
  const cache = output.cache || {};
  switch (cache.kind) {
    case 'exact': return 'the stored one was served';
    case 'shared': return 'made together with an equal one';
    case 'approximate': return 'began from a similar one, ' + cache.steps_reused + ' steps spared';
    default: return 'nothing reused';
  }
}

function textOf(text) {
  const pre = document.createElement('pre');
  pre.textContent = text;
  return pre;
}

function showOutputs(place, job) {
  place.replaceChildren();
  for (const output of job.outputs || []) {
    if (output.status !== 'completed') {
      continue;
    }
    if ((output.media_type || '').startsWith('image/')) {
      const link = document.createElement('a');
      const image = document.createElement('img');
      const url = new URL(output.url);
      link.href = image.src = url.pathname + url.search;
      link.target = '_blank';
      image.alt = (output.revised_prompt || job.prompt || 'picture') + ', seed ' + output.seed;
      image.width = output.width;
      image.height = output.height;
      image.classList.toggle('small', output.width < 128);
      link.append(image);
      place.append(link);
    } else {
      place.append(textOf(output.text || ''));
    }
  }
}

async function cancel(card) {
  try {
    await call('/v1/jobs/' + encodeURIComponent(card.job.id) + '/cancel',
      {method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'});
  } catch (e) {
    say(e.message);
  }
}

function reuse(job) {
  const asked = job.parameters || {};
  const outputs = job.outputs || [];
  byId('prompt').value = job.prompt || '';
  byId('model').value = job.model || byId('model').value;
  byId('n').value = asked.n || 1;
  byId('seed').value = outputs.length ? outputs[0].seed : asked.seed ?? '';
  byId('num_inference_steps').value = asked.num_inference_steps ?? '';
  byId('guidance_scale').value = asked.guidance_scale ?? '';
  byId('prompt').focus();
}

// --- following -----------------------------------------------------------------------------------

async function follow(id) {
  if (followed >= MOST_FOLLOWED) {
    return;
  }
  followed++;
  try {
    const response = await call('/v1/jobs/' + encodeURIComponent(id) + '/events');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (rest + part.value).split('\n\n');
      rest = events.pop();
      events.forEach(take);
    }
  } catch (e) {
    // The look at the list below finds out how it ended.
  } finally {
    followed--;
  }
}

function take(event) {
  const data = event.split('\n').find(line => line.startsWith('data: '));
  if (!data) {
    return;
  }
  const told = JSON.parse(data.slice(6));
  if (told.object === 'job.preview') {
    showPreview(told);
  } else {
    show(told);
  }
}

function showPreview(preview) {
  const card = cards.get(preview.id);
  if (!card || (card.job && OVER.includes(card.job.status))) {
    return;
  }
  const place = card.element.querySelector('.outputs');
  const known = [...place.querySelectorAll('img')].find(i => i.dataset.index == preview.index);
  const image = known || document.createElement('img');
  image.className = 'preview';
  image.classList.toggle('small', preview.width < 128);
  image.dataset.index = preview.index;
  image.src = 'data:' + preview.media_type + ';base64,' + preview.b64_json;
  image.alt = 'Preview at step ' + preview.step;
  image.width = preview.width;
  image.height = preview.height;
  if (!known) {
    place.append(image);
  }
}

async function list() {
  const body = await (await call('/v1/jobs?limit=' + LISTED)).json();
  for (const job of body.data.reverse()) {
    const isNew = !cards.has(job.id);
    const card = show(job);
    if (isNew) {
      byId('pictures').prepend(card.element);
      if (!OVER.includes(job.status)) {
        follow(job.id);
      }
    }
  }
  byId('health').textContent = 'Connected';
}

async function look() {
  try {
    await list();
  } catch (e) {
    byId('health').textContent = 'Not connected: ' + e.message;
  }
  setTimeout(look, LOOK_MS);
}

// --- asking --------------------------------------------------------------------------------------

async function models() {
  const body = await (await call('/v1/models')).json();
  byId('model').replaceChildren(...body.data.map(model => {
    const option = document.createElement('option');
    option.value = model.id;
    option.dataset.kind = model.kind;
    option.textContent = model.id + (model.kind === 'image' ? ' (pictures)' : ' (texts)');
    return option;
  }));
}

function request(form) {
  const data = new FormData(form);
  const body = {prompt: data.get('prompt'), model: data.get('model'), priority: data.get('priority')};
  for (const field of ['n', 'num_inference_steps', 'guidance_scale']) {
    if (data.get(field)) {
      body[field] = Number(data.get(field));
    }
  }
  if (byId('model').selectedOptions[0]?.dataset.kind === 'image') {
    body.partial_images = 3;
  }
  // A seed may have more digits than a number keeps.
  const json = JSON.stringify(body);
  const seed = data.get('seed').trim();
  return seed ? json.slice(0, -1) + ',"seed":' + seed + '}' : json;
}

async function submit(event) {
  event.preventDefault();
  say('');
  try {
    const response = await call('/v1/jobs',
      {method: 'POST', headers: {'content-type': 'application/json'}, body: request(event.target)});
    const job = await response.json();
    byId('pictures').prepend(show(job).element);
    news('Sent: ' + job.prompt);
    follow(job.id);
  } catch (e) {
    say(e.message);
  }
}

async function begin() {
  try {
    await models();
  } catch (e) {
    say(e.message);
  }
}

byId('ask').addEventListener('submit', submit);
byId('key').addEventListener('change', begin);
byId('prompt').addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    byId('ask').requestSubmit();
  }
});
begin();
look();
