import {
    fill,
    fitsThePhone,
    openOnPhone,
    patient,
    press,
    reads,
    takePhoto,
} from "@order_tracking/../tests/tours/phone";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const back = () => press("a:contains('Back to the order')");
/** From the order's page to the count of what arrived. */
const count = () => [
    openOnPhone("tracking"),
    reads("Has everything arrived well?"),
    fitsThePhone(),
    press("a:contains('Check and confirm')"),
    reads("10 Units"),
    fitsThePhone(),
];
const chooses = (scale, value) => press(`#${scale} label:has(input[value='${value}'])`);

tours.add("feedback_customer_accepts", {
    steps: () =>
        patient([
            ...count(),
            press("button:contains('Everything is here and fine')"),
            reads("Thank you", "h1"),
            fitsThePhone(),
            back(),
            press("a:contains('Tell us how it was')"),
            reads("How was it?", "h1"),
            fitsThePhone(),
            chooses("product", 5),
            chooses("delivery", 2),
            chooses("nps", 9),
            fill("textarea", "The driver came late"),
            press("button[type='submit']"),
            reads("Thank you for your feedback", "h1"),
            fitsThePhone(),
        ]),
});

tours.add("feedback_customer_complains", {
    steps: () =>
        patient([
            ...count(),
            press("a:contains('Something is wrong')"),
            reads("Which item is not right?"),
            press("summary:contains('Chair')"),
            fill("details[open] select", "Damaged"),
            fill("details[open] input[inputmode='decimal']", "eight"),
            fill("details[open] textarea", "Two legs are bent"),
            press("button:contains('Send')"),
            // nothing is lost by a mistake
            reads("Please enter a number", ".wrong"),
            fitsThePhone(),
            fill("details[open] input:value('eight')", "8"),
            takePhoto("details[open] input[type='file']"),
            press("button:contains('Send')"),
            reads("Thank you for telling us", "h1"),
            fitsThePhone(),
            back(),
            reads("We have it", "section:contains('Your complaints')"),
            press("a:contains('See what happens')"),
            reads("2 Units Chair: Damaged"),
            reads("1 photo"),
            reads("We answer by"),
            fitsThePhone(),
        ]),
});

tours.add("feedback_customer_opens_again", {
    steps: () =>
        patient([
            openOnPhone("complaints"),
            reads("Resolved", ".pill"),
            reads("What exactly is bent?"),
            reads("Two new chairs left today"),
            fitsThePhone(),
            fill("textarea", "Only one arrived"),
            press("button:contains('Open it again')"),
            reads("We are working on it", ".pill"),
            reads("Only one arrived"),
            fitsThePhone(),
        ]),
});

/** From the order's page to a return of three chairs. */
const asksFor = (wish) => [
    openOnPhone("tracking"),
    press("section:contains('Returns') a"),
    reads("Returns and exchanges", "h1"),
    press("summary:contains('Chair')"),
    fitsThePhone(),
    fill("details[open] input[inputmode='decimal']", "3"),
    fill("details[open] select[id$='-reason']", "Does not work"),
    fill("details[open] select[id$='-wish']", wish),
    press("button:contains('Ask for the return')"),
    reads("Requested"),
    reads("We are looking at your request"),
    fitsThePhone(),
];

tours.add("return_customer_wants_money", { steps: () => patient(asksFor("My money back")) });
tours.add("return_customer_exchanges", { steps: () => patient(asksFor("The same item again")) });
