// The customer signs with a finger or a mouse. Without this script the form works with a name alone.
(() => {
    const field = document.querySelector("input[name=signature]");
    const place = document.getElementById("signature-place");
    if (!field || !place) {
        return;
    }
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const label = document.createElement("p");
    label.textContent = place.dataset.label;
    label.id = "signature-label";
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "second";
    clear.textContent = place.dataset.clear;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-labelledby", label.id);
    place.append(label, canvas, clear);
    place.hidden = false;

    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;

    function wipe() {
        context.fillStyle = "#fff";
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.lineWidth = 2.5 * ratio;
        context.lineCap = context.lineJoin = "round";
        context.strokeStyle = "#111";
        field.value = "";
    }

    function point(event) {
        const box = canvas.getBoundingClientRect();
        return [
            ((event.clientX - box.left) / box.width) * canvas.width,
            ((event.clientY - box.top) / box.height) * canvas.height,
        ];
    }

    let drawing = false;
    canvas.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        canvas.setPointerCapture(event.pointerId);
        drawing = true;
        context.beginPath();
        context.moveTo(...point(event));
    });
    canvas.addEventListener("pointermove", (event) => {
        if (drawing) {
            context.lineTo(...point(event));
            context.stroke();
        }
    });
    canvas.addEventListener("pointerup", () => {
        drawing = false;
        field.value = canvas.toDataURL("image/png");
    });
    clear.addEventListener("click", wipe);
    wipe();
})();
