// What the phone keeps: the last list, what of it was seen, and reports until the service has them.
const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("crewdispatch", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("lists", { keyPath: "crew" });
    request.result.createObjectStore("reports", { keyPath: "id" });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function within(store, mode, act) {
  const transaction = (await opened).transaction(store, mode);
  const request = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const keptList = (crew) => within("lists", "readonly", (store) => store.get(crew));
export const keepList = (list) => within("lists", "readwrite", (store) => store.put(list));
export const forgetLists = () => within("lists", "readwrite", (store) => store.clear());

export const keepReport = (report) => within("reports", "readwrite", (store) => store.put(report));
export const forgetReport = (id) => within("reports", "readwrite", (store) => store.delete(id));

// In the order in which things happened.
export async function keptReports(crew) {
  const all = await within("reports", "readonly", (store) => store.getAll());
  return all.filter((report) => report.crew === crew).sort((one, other) => one.made - other.made);
}
