"use strict";
// Before the first paint, so that a dark page never flashes white.
try {
  const chosen = localStorage.getItem("peyk-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* storage may be closed; the system's own theme then holds */ }
