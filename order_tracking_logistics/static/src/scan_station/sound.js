/** Short tones made by the browser itself: a high one for right, two low ones for wrong. */
const TONES = {
    good: [[1050, 0, 0.09, "sine"]],
    ask: [
        [700, 0, 0.1, "sine"],
        [900, 0.12, 0.1, "sine"],
    ],
    bad: [
        [170, 0, 0.25, "square"],
        [130, 0.3, 0.45, "square"],
    ],
    done: [
        [800, 0, 0.1, "sine"],
        [1000, 0.12, 0.1, "sine"],
        [1300, 0.24, 0.2, "sine"],
    ],
};
let context;

/** @param {"good"|"ask"|"bad"|"done"} tone */
export function play(tone) {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) {
        return; // colour and text say the same
    }
    context ||= new Context();
    context.resume?.();
    for (const [pitch, after, length, type] of TONES[tone]) {
        const start = context.currentTime + after;
        const [source, volume] = [context.createOscillator(), context.createGain()];
        source.type = type;
        source.frequency.value = pitch;
        volume.gain.setValueAtTime(0.25, start);
        volume.gain.exponentialRampToValueAtTime(0.001, start + length);
        source.connect(volume).connect(context.destination);
        source.start(start);
        source.stop(start + length);
    }
    if (tone === "bad") {
        navigator.vibrate?.([200, 100, 300]);
    }
}
