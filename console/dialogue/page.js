// What the page does beside showing itself. All of it works without: old browsers may lack any part. No newer syntax than ES5.
(function () {
  'use strict';

  /** When the page cannot be told the news, it looks again after so long, in milliseconds. */
  var LOOK_AGAIN_MS = 10000;

  function forEach(list, work) {
    Array.prototype.forEach.call(list, work);
  }

  /** In the reader's own form of the page's language, such as British English. */
  function showOwnTime(element) {
    var lang = document.documentElement.lang;
    var own = navigator.language || '';
    element.textContent = new Date(element.getAttribute('datetime')).toLocaleString(
      own.split('-')[0] === lang.split('-')[0] ? own : lang,
      { dateStyle: 'long', timeStyle: 'short' },
    );
  }

  /** A second press while the first is under way would be told that it comes too late. */
  function sendOnce(form) {
    var isSent = false;
    form.addEventListener('submit', function (event) {
      if (isSent) event.preventDefault();
      isSent = true;
    });
    // The page may come back from the browser's memory.
    window.addEventListener('pageshow', function () {
      isSent = false;
    });
  }

  function lookAgain() {
    setTimeout(function () {
      location.replace(location.href);
    }, LOOK_AGAIN_MS);
  }

  function follow(region) {
    if (!('EventSource' in window)) return lookAgain();
    var source = new EventSource(region.getAttribute('data-events'));
    source.addEventListener('message', function (event) {
      var look = JSON.parse(event.data);
      if (look.stage !== region.getAttribute('data-stage')) {
        region.setAttribute('data-stage', look.stage);
        region.innerHTML = look.markup;
        var title = region.querySelector('h1');
        if (title) document.title = title.textContent;
      }
      if (!look.isFinal) return;
      source.close();
      hideUpdates(true);
    });
    source.addEventListener('error', function () {
      // The browser tries again by itself, unless it was turned away.
      if (source.readyState === 2) lookAgain();
    });
    hideUpdates(false);
  }

  function hideUpdates(isHidden) {
    var updates = document.getElementById('updates');
    if (updates) updates.hidden = isHidden;
  }

  forEach(document.querySelectorAll('form'), sendOnce);
  var errors = document.getElementById('errors');
  if (errors) errors.focus();
  var region = document.getElementById('live');
  if (region && region.getAttribute('data-events')) follow(region);
  // Last: a browser that does not know the language throws, and the time in UTC stays.
  forEach(document.querySelectorAll('time[datetime]'), showOwnTime);
})();
